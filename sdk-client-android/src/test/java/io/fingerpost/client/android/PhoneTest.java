package io.fingerpost.client.android;

import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** A device and a server for each test. */
@RunWith(RobolectricTestRunner.class)
public abstract class PhoneTest {
    protected TestServer server;
    Phone phone;

    @Before
    public void begin() {
        server = new TestServer();
        phone = new Phone();
    }

    @After
    public void end() {
        phone.close();
        server.close();
    }
}
