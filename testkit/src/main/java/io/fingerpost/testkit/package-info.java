/**
 * What is needed to test an application over a bad network.
 *
 * <ul>
 *   <li>Without sockets and without waiting: {@link io.fingerpost.testkit.VirtualTime} with its loops, and {@link
 *       io.fingerpost.testkit.DatagramLink} and {@link io.fingerpost.testkit.StreamLink} between them. Everything runs in the thread of
 *       the test; the same seed gives the same run.
 *   <li>Over real sockets: {@link io.fingerpost.testkit.BadNetworkRelay}, which stands between any client and any server.
 * </ul>
 *
 * <p>Both take {@link io.fingerpost.testkit.NetworkConditions}.
 */
@NullMarked
package io.fingerpost.testkit;

import org.jspecify.annotations.NullMarked;
