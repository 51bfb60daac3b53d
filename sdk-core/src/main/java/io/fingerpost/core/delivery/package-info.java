/**
 * The logic of reliable delivery: what to send again and when, what was seen before, and what became of a message. Plain objects,
 * each confined to one thread unless it says otherwise, that take the time as an argument.
 */
package io.fingerpost.core.delivery;
