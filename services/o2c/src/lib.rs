//! The order-to-cash platform in one binary with roles.
//!
//! Owns the command line, the configuration, the data directory, the assembly of the eight services into one process,
//! the laws across services (`audit`) and the world that drives the demo. Deliberately absent: any business rule.

pub mod admission;
pub mod assembly;
pub mod audit;
mod audit_trail;
pub mod bench;
pub mod bus;
pub mod cli;
mod commands;
pub mod config;
pub mod data_dir;
pub mod databases;
pub mod definitions;
pub mod demo;
pub mod dev_issuer;
mod edge;
mod elsewhere;
pub mod export;
mod identity;
pub mod import;
pub mod local_mesh;
mod memory;
pub mod mesh;
pub mod outside;
mod put_back;
pub mod recover;
mod replaced;
pub mod watch;
