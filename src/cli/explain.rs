//! `normscreen explain`: one provision with its findings marked, and how its score comes about.
