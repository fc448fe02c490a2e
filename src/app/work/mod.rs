//! What is worked out beside the screen, in threads that can be watched and stopped.

pub(crate) mod ahead;
pub(crate) mod asking;
pub(crate) mod basemap;
pub(crate) mod closing;
pub(crate) mod export;
mod geotiff;
pub(crate) mod jobs;
pub(crate) mod lights;
pub(crate) mod moved;
pub(crate) mod preview;
mod promises;
pub(crate) mod results;
mod standing;

pub(crate) mod tiled;
pub(crate) mod turning;
