package io.fingerpost.client.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.PowerManager;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the device leaves doze, for good or for a maintenance window, and that its screen goes on: moments at which what came due
 * during a sleep has to happen, and at which a connection may be dead without anybody having noticed.
 */
final class WakeWatch extends BroadcastReceiver {
    private final Context context;
    private final PowerManager power;
    private @Nullable ConnectionGate gate; // confined to the main thread, and written once before anything is received

    WakeWatch(Context context) {
        this.context = context;
        this.power = (PowerManager) context.getSystemService(Context.POWER_SERVICE);
    }

    /** Begins to tell. */
    void begin(ConnectionGate newGate) {
        gate = newGate;
        IntentFilter filter = new IntentFilter(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED);
        filter.addAction(Intent.ACTION_SCREEN_ON);
        context.registerReceiver(
                this, filter); // broadcasts of the system only, which need no flag of who may send them
    }

    /** Tells nothing more. */
    void end() {
        context.unregisterReceiver(this);
    }

    @Override
    public void onReceive(Context receiverContext, Intent intent) {
        boolean intoDoze =
                PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED.equals(intent.getAction()) && power.isDeviceIdleMode();
        if (!intoDoze && gate != null) {
            gate.hint();
        }
    }
}
