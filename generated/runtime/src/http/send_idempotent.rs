//! A request beside the models' work: it costs nothing, so it is repeated whatever went wrong.
//!
//! What is asked for, and what a good answer means, is up to who asks: prices and models in `platform`,
//! keys in `webhook`.

use crate::{
    client::Inner,
    error::Error,
    http::{
        retry::{Nature, persist},
        send::{Ask, Reply, Trace},
    },
};

/// Sends until there is a good answer, as the client's policy allows.
pub(crate) async fn run(client: &Inner, ask: &Ask) -> Result<Reply, Error> {
    let mut trace = Trace::default();
    let outcome = persist(client, ask, (Nature::Free, &client.retry), None, &mut trace).await;
    let reply = outcome.map_err(|failure| Error::failed(failure, &trace, Nature::Free))?;
    if reply.status.is_success() { Ok(reply) } else { Err(Error::answered(&reply, Nature::Free)) }
}
