//! Travel: how far it is from every settlement to every school, along roads.

mod trip;

pub use trip::{Basis, Trip};
