/**
 * The link profile: one numbered, acknowledged, ordered and resumable stream of messages in each direction of a session, over
 * datagrams as well as over streams. Pure logic, used by both ends; each object is confined to one thread, unless it says otherwise,
 * and is told the time.
 */
package io.fingerpost.core.link;
