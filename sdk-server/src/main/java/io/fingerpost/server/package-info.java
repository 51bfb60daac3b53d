/** The server. */
package io.fingerpost.server;
