//! What an amending act only mentions of other law: no duty of its own.

use super::read::read_provision;
use super::{Amendment, Quoted, Role};
use crate::rules::RulePack;
use crate::statute::{Provision, Span, quotation};

/// The words that the commands of a provision strike, or tell a place by; nothing where it amends no
/// statute. Quotations of a command that is not understood are taken for such where they are mere words.
pub fn mentioned(provision: &Provision, pack: &RulePack) -> Vec<Span> {
    if !quotation::may_stand_in(&provision.text) {
        return Vec::new();
    }
    let amendments = read_provision(0, provision, pack);
    let mere_words = |span: Span| !span.of(&provision.text).contains(['.', ':', '\n']);
    let only_mentioned = |quoted: &&Quoted| match quoted.role {
        Role::Struck | Role::Context => true,
        Role::Inserted => false,
        Role::Unknown => mere_words(quoted.span),
    };
    amendments
        .iter()
        .flat_map(quotations)
        .filter(only_mentioned)
        .map(|quoted| quoted.span)
        .collect()
}

fn quotations(amendment: &Amendment) -> impl Iterator<Item = &Quoted> {
    let understood = amendment.commands.iter().flat_map(|c| &c.quoted);
    understood.chain(amendment.unread.iter().flat_map(|u| &u.quoted))
}
