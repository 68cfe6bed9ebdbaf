//! The rules of the house that lints cannot see.
