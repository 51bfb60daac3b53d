package io.fingerpost.client.android;

import android.app.Activity;
import android.app.Application;
import android.os.Bundle;
import android.os.Handler;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices whether any activity of the application can be seen. An activity that is replaced by the next one, or turned with the device, does
 * not count as gone. Confined to the main thread.
 */
final class ForegroundWatch implements Application.ActivityLifecycleCallbacks {
    /** The time between the last activity that stops and the background; long enough for the next one to start. */
    static final long BACKGROUND_DELAY_MILLIS = 700;

    private final Application application;
    private final Handler mainThread;
    private final AppMode mode;
    private final Runnable toBackground;
    private final Set<Activity> started = Collections.newSetFromMap(new IdentityHashMap<>());

    ForegroundWatch(Application application, Handler mainThread, AppMode mode) {
        this.application = application;
        this.mainThread = mainThread;
        this.mode = mode;
        this.toBackground = mode::toBackground;
    }

    /** Begins to tell. */
    void begin() {
        application.registerActivityLifecycleCallbacks(this);
    }

    /** Tells nothing more. */
    void end() {
        application.unregisterActivityLifecycleCallbacks(this);
        mainThread.removeCallbacks(toBackground);
    }

    @Override
    public void onActivityStarted(Activity activity) {
        started.add(activity);
        mainThread.removeCallbacks(toBackground);
        mode.toForeground();
    }

    /** An activity that had started before this object was there is noticed here. */
    @Override
    public void onActivityResumed(Activity activity) {
        onActivityStarted(activity);
    }

    @Override
    public void onActivityStopped(Activity activity) {
        if (started.remove(activity) && started.isEmpty()) {
            mainThread.postDelayed(toBackground, BACKGROUND_DELAY_MILLIS);
        }
    }

    @Override
    public void onActivityCreated(Activity activity, @Nullable Bundle state) {}

    @Override
    public void onActivityPaused(Activity activity) {}

    @Override
    public void onActivitySaveInstanceState(Activity activity, Bundle state) {}

    @Override
    public void onActivityDestroyed(Activity activity) {}
}
