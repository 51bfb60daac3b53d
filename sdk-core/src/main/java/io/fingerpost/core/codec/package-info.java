/** Packets and the documents inside them to bytes and back: strict about what it reads, exact about what it writes. */
package io.fingerpost.core.codec;
