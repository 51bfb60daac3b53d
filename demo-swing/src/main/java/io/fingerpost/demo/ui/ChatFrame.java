package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.Conversation;
import io.fingerpost.demo.model.DemoModel;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JSplitPane;
import javax.swing.Timer;

/** One client's window. */
final class ChatFrame extends JFrame implements ClientModel.Listener {
    private static final long serialVersionUID = 1L;
    private static final int REFRESH_MILLIS = 200;
    private static final int WIDTH = 1120;
    private static final int HEIGHT = 740;
    private static final int LOG_HEIGHT = 210;

    private final transient ClientModel client;
    private final BannerPanel banner;
    private final ConversationsPanel conversations;
    private final ChatPanel chat;
    private final ToolsPanel tools;
    private final PacketLogPanel log;
    private final LinkBar link;
    private final ChatMenu menu;
    private final JSplitPane split;
    private final int dividerSize;
    private final Timer refresh = new Timer(REFRESH_MILLIS, e -> linkChanged());

    ChatFrame(DemoApplication application, DemoModel model, ClientModel client) {
        setName("chat." + client.user());
        this.client = client;
        banner = new BannerPanel(client);
        conversations = new ConversationsPanel(client);
        chat = new ChatPanel(client);
        tools = new ToolsPanel(client, model.server());
        log = new PacketLogPanel(client.packets());
        link = new LinkBar(client);
        menu = new ChatMenu(application, model, this);
        setJMenuBar(menu.bar());

        JPanel main = new JPanel(new BorderLayout());
        main.add(conversations, BorderLayout.WEST);
        main.add(chat, BorderLayout.CENTER);
        split = new JSplitPane(JSplitPane.VERTICAL_SPLIT, main, null);
        split.setResizeWeight(1);
        split.setBorder(Edge.space(0, 0));
        dividerSize = split.getDividerSize();
        split.setDividerSize(0); // it would be seen without anything below it
        JPanel content = new JPanel(new BorderLayout());
        content.add(banner, BorderLayout.NORTH);
        content.add(split, BorderLayout.CENTER);
        content.add(tools, BorderLayout.EAST);
        content.add(link, BorderLayout.SOUTH);
        setContentPane(content);
        setSize(Theme.px(WIDTH), Theme.px(HEIGHT));
        setMinimumSize(new Dimension(Theme.px(760), Theme.px(460)));

        client.addListener(this);
        refresh.start();
        linkChanged();
        conversationsChanged();
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowOpened(WindowEvent e) {
                chat.focusComposer();
            }
        });
    }

    ClientModel client() {
        return client;
    }

    /** Shows the packet log, or hides it. */
    void showLog(boolean shown) {
        if (shown == isLogShown()) {
            return;
        }
        split.setBottomComponent(shown ? log : null);
        split.setDividerSize(shown ? dividerSize : 0);
        if (shown) {
            split.setDividerLocation(Math.max(Theme.px(160), split.getHeight() - Theme.px(LOG_HEIGHT)));
            log.focusFilter();
        } else {
            chat.focusComposer();
        }
        revalidate();
    }

    boolean isLogShown() {
        return split.getBottomComponent() != null;
    }

    /** Shows the panels for network and server, or hides them. */
    void showTools(boolean shown) {
        tools.setVisible(shown);
    }

    @Override
    public void linkChanged() {
        link.refresh();
        banner.refresh();
        tools.refresh();
        chat.refreshSending();
    }

    @Override
    public void conversationsChanged() {
        int unread = client.conversations().unread();
        setTitle((unread == 0 ? "" : "(" + unread + ") ") + client.user() + " – Fingerpost");
    }

    @Override
    public void selectionChanged() {
        Conversation selected = client.conversations().selected();
        chat.show(selected);
    }

    /** Repaints what the look and feel does not know of. */
    void themeChanged() {
        menu.refresh();
        repaint();
    }

    /** Ends everything that goes on by itself. */
    void detach() {
        refresh.stop();
        tools.detach();
        menu.detach();
    }
}
