/** Time and turns: what logic needs of a thread and a clock, without having either. */
package io.fingerpost.core.time;
