/** Virtual time, a simulated network and a lossy relay. */
package io.fingerpost.testkit;
