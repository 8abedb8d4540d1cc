//! Places in the lists of a pack, each a type of its own, so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! index_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// Place in the pack's list.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// The entry at this place.
            pub fn at(index: usize) -> Self {
                Self(u16::try_from(index).expect("a pack has fewer than 65,536 entries"))
            }
        }
    };
}

index_type!(
    /// Place of a rule in [`super::RulePack::rules`].
    RuleId
);
index_type!(
    /// Place of a category in [`super::RulePack::categories`].
    CategoryId
);
index_type!(
    /// Place of an act in [`super::RulePack::acts`].
    ActId
);
index_type!(
    /// Place of a clause in [`super::Substitution::clauses`].
    ClauseId
);
index_type!(
    /// Place of a case in [`super::Substitution`].
    CaseId
);
index_type!(
    /// Place of a clause in [`super::OwnClauses::list`].
    OwnClauseId
);
index_type!(
    /// Place of a class in [`super::Classes`].
    ClassId
);

index_type!(
    /// Place of a kind of evidence in [`super::Facets::evidence`].
    EvidenceId
);
index_type!(
    /// Place of a register in [`super::Facets::registers`].
    RegisterId
);
index_type!(
    /// Place of a purpose in [`super::Facets::purposes`].
    PurposeId
);
index_type!(
    /// Place of a direction in [`super::Facets::directions`].
    DirectionId
);
