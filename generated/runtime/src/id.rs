pub(crate) mod endpoint_id;
pub(crate) mod job_id;
