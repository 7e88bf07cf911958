//! Tests of the aggregates: every command in every state, and that a refused command has changed nothing.

mod build;
mod commands;
mod properties;
