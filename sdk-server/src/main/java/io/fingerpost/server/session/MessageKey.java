package io.fingerpost.server.session;

/**
 * Identifies a message: fingerprints are unique for each sender only.
 *
 * @param sender the authenticated user who sent it
 * @param fingerprint the fingerprint that the sender gave it
 */
public record MessageKey(String sender, String fingerprint) {}
