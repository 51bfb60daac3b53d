package io.fingerpost.client.android.sample;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import io.fingerpost.client.android.FingerpostAndroid;

/** Takes the push messages of a vendor's service that sends broadcasts. */
public class PushReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        PendingResult pending = goAsync();
        FingerpostAndroid.of(context).onPushWakeUp().thenRun(pending::finish);
    }
}
