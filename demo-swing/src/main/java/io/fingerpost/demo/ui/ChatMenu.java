package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.DemoModel;
import io.fingerpost.demo.model.DemoServer;
import io.fingerpost.demo.model.NetworkModel;
import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.KeyStroke;

/** The menus of a client's window. What can be switched is looked up whenever a menu is opened. */
final class ChatMenu {
    private final DemoApplication application;
    private final DemoModel model;
    private final ChatFrame frame;
    private final Runnable serverListener = this::refresh;
    private final JMenuBar bar = new JMenuBar();
    private final JCheckBoxMenuItem dark = new JCheckBoxMenuItem("Dark");
    private final JCheckBoxMenuItem cut = new JCheckBoxMenuItem("Cut the link");
    private final JMenuItem server = new JMenuItem();

    ChatMenu(DemoApplication application, DemoModel model, ChatFrame frame) {
        this.application = application;
        this.model = model;
        this.frame = frame;
        bar.add(window());
        bar.add(view());
        bar.add(network());
        bar.add(server());
        model.server().addListener(serverListener);
        refresh();
    }

    JMenuBar bar() {
        return bar;
    }

    private JMenu window() {
        JMenu menu = menu("Window", 'W');
        add(
                menu,
                new JMenuItem("Open a second client"),
                'O',
                KeyEvent.VK_N,
                "menu.second",
                () -> application.openLogin(frame));
        add(menu, new JMenuItem("Close"), 'C', KeyEvent.VK_W, "menu.close", () -> application.close(frame));
        menu.addSeparator();
        add(menu, new JMenuItem("Quit"), 'Q', KeyEvent.VK_Q, "menu.quit", application::quit);
        return menu;
    }

    private JMenu view() {
        JMenu menu = menu("View", 'V');
        JCheckBoxMenuItem log = new JCheckBoxMenuItem("Packet log");
        add(menu, log, 'P', KeyEvent.VK_L, "menu.log", () -> frame.showLog(log.isSelected()));
        JCheckBoxMenuItem tools = new JCheckBoxMenuItem("Network and server", true);
        add(menu, tools, 'N', KeyEvent.VK_T, "menu.tools", () -> frame.showTools(tools.isSelected()));
        menu.addSeparator();
        add(menu, dark, 'D', KeyEvent.VK_D, "menu.dark", () -> application.setDark(dark.isSelected()));
        return menu;
    }

    private JMenu network() {
        JMenu menu = menu("Network", 'N');
        NetworkModel network = frame.client().network();
        add(menu, cut, 'C', KeyEvent.VK_K, "menu.cut", () -> toggleCut(network));
        add(menu, new JMenuItem("Heal everything"), 'H', KeyEvent.VK_G, "menu.heal", network::heal);
        menu.setEnabled(network.isAdjustable());
        menu.getPopupMenu().addPopupMenuListener(new OnPopup(() -> cut.setSelected(network.isCut())));
        return menu;
    }

    private void toggleCut(NetworkModel network) {
        if (network.isCut()) {
            network.restore();
        } else {
            network.cut();
        }
        cut.setSelected(network.isCut());
        frame.linkChanged();
    }

    private JMenu server() {
        JMenu menu = menu("Server", 'R');
        add(menu, server, 'S', KeyEvent.VK_R, "menu.server", () -> ServerPanel.toggle(model.server()));
        menu.setEnabled(frame.client().server().here());
        return menu;
    }

    private static JMenu menu(String text, char mnemonic) {
        JMenu menu = new JMenu(text);
        menu.setMnemonic(mnemonic);
        return menu;
    }

    private static void add(JMenu menu, JMenuItem item, char mnemonic, int key, String name, Runnable action) {
        item.setMnemonic(mnemonic);
        item.setName(name);
        item.setAccelerator(
                KeyStroke.getKeyStroke(key, Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx()));
        item.addActionListener(e -> action.run());
        menu.add(item);
    }

    /** Shows what was switched elsewhere. */
    void refresh() {
        dark.setSelected(model.settings().dark());
        DemoServer.State state = model.server().state();
        server.setText(ServerPanel.toggleLabel(state));
        server.setEnabled(state == DemoServer.State.RUNNING || state == DemoServer.State.STOPPED);
    }

    /** Ends listening to the server. */
    void detach() {
        model.server().removeListener(serverListener);
    }
}
