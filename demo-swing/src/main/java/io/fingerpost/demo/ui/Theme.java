package io.fingerpost.demo.ui;

import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.themes.FlatMacDarkLaf;
import com.formdev.flatlaf.themes.FlatMacLightLaf;
import com.formdev.flatlaf.util.SystemInfo;
import com.formdev.flatlaf.util.UIScale;
import java.awt.Color;
import java.util.Objects;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.UIManager;

/** The look: light or dark, with colours of the demo's own in the properties files beside this class. */
final class Theme {
    private Theme() {}

    /** Prepares all windows to come; once, before the first one. */
    static void install(boolean dark) {
        System.setProperty("apple.laf.useScreenMenuBar", "true");
        FlatLaf.registerCustomDefaultsSource("io.fingerpost.demo.ui");
        if (SystemInfo.isLinux) {
            JFrame.setDefaultLookAndFeelDecorated(true); // title bars that turn dark too, as on the other systems
        }
        apply(dark);
    }

    /** Sets the look of all windows, present and to come. */
    static void apply(boolean dark) {
        FlatLaf.setup(dark ? new FlatMacDarkLaf() : new FlatMacLightLaf());
        FlatLaf.updateUI();
    }

    /** Returns one of the demo's own colours, as it is in the present look. */
    static Color color(String name) {
        return Objects.requireNonNull(UIManager.getColor("Demo." + name), name);
    }

    /** Returns a length for the present scale of the screen. */
    static int px(int length) {
        return UIScale.scale(length);
    }

    /** Gives a component one of the demo's own colours as background, in every look. */
    static <C extends JComponent> C background(C component, String name) {
        component.putClientProperty("FlatLaf.style", "background: $Demo." + name);
        return component;
    }

    /** Makes a component show text as it is: what others write could be HTML, which Swing would render, with pictures from anywhere. */
    static <C extends JComponent> C plain(C component) {
        component.putClientProperty("html.disable", true);
        return component;
    }

    /** Returns a label for what is less important. */
    static JLabel muted(String text) {
        return styled(text, "foreground: $Demo.muted", "small");
    }

    /** Returns a label for what something is called. */
    static JLabel heading(String text) {
        return styled(text, "", "h4");
    }

    static JLabel styled(String text, String style, String styleClass) {
        JLabel label = plain(new JLabel());
        label.setText(text);
        label.putClientProperty("FlatLaf.style", style);
        label.putClientProperty("FlatLaf.styleClass", styleClass);
        return label;
    }
}
