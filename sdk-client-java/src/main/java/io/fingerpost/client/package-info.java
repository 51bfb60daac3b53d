/** The client. */
package io.fingerpost.client;
