//! Reports: what was found, written for readers and for programs.
//!
//! In go tables and views, out come files. A report computes no figure that another report could
//! compute differently; it says what the views hold.

pub mod html;
pub mod messages;
