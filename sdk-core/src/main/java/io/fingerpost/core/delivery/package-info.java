/**
 * The logic of reliable delivery: what to send again and when, what was seen before, what became of a message, and whether
 * the other end is still there. Plain objects, each confined to one thread unless it says otherwise, that take the time as an argument.
 */
package io.fingerpost.core.delivery;
