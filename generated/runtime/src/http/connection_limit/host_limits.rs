//! How many connections each host has. Idle connections of one host block none to another.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use reqwest::Url;
use tokio::sync::Notify;

/// The connection counts of a client, one for each host.
#[derive(Debug, Default)]
pub(crate) struct HostLimits {
    hosts: Mutex<HashMap<HostKey, HostLimit>>,
    /// Notified when a connection may be opened again.
    pub(crate) freed: Notify,
}

/// The connection counts of one host.
#[derive(Debug, Default)]
pub(crate) struct HostLimit {
    /// Connections that are open or being opened.
    pub(crate) open: usize,
    /// Requests that wait for a connection.
    pub(crate) waiting: usize,
}

/// Host and port of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct HostKey {
    host: Box<str>,
    port: Option<u16>,
}

impl HostLimits {
    /// Calls `update` with the counts of a host, under the lock.
    pub(crate) fn with_host<T>(&self, key: &HostKey, update: impl FnOnce(&mut HostLimit) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        update(hosts.entry(key.clone()).or_default())
    }
}

impl From<&Url> for HostKey {
    fn from(url: &Url) -> Self {
        Self { host: url.host_str().unwrap_or_default().into(), port: url.port_or_known_default() }
    }
}
