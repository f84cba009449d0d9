pub(crate) mod clock;
pub(crate) mod deadline;
pub(crate) mod future;
pub(crate) mod join;
pub(crate) mod select;
pub(crate) mod spawn;
pub(crate) mod unfold;
