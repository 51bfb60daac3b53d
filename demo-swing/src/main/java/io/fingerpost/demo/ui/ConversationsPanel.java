package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.Conversation;
import io.fingerpost.demo.model.LoginForm;
import io.fingerpost.demo.model.ServerChoice;
import java.awt.BorderLayout;
import java.awt.Dimension;
import javax.swing.AbstractListModel;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextField;
import javax.swing.ListSelectionModel;
import javax.swing.ScrollPaneConstants;

/** The left side of the window: who one is, and with whom one talks. */
final class ConversationsPanel extends JPanel implements ClientModel.Listener {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 236;
    private static final int AVATAR = 34;

    private final transient ClientModel client;
    private final Items items = new Items();
    private final JList<Conversation> list = new JList<>(items);
    private final JTextField newContact = new JTextField();

    ConversationsPanel(ClientModel client) {
        super(new BorderLayout());
        this.client = client;
        setBorder(new Edge(Edge.Side.RIGHT, 0, 0));
        Theme.background(this, "sidebar");
        setPreferredSize(new Dimension(Theme.px(WIDTH), 0));
        list.setName("conversations");
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setCellRenderer(new ConversationCell());
        Theme.background(list, "sidebar");
        list.addListSelectionListener(e -> onSelected());
        JScrollPane scroll = new JScrollPane(list);
        scroll.setBorder(Edge.space(0, 0)); // null would come back with the next look
        scroll.setHorizontalScrollBarPolicy(ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        add(me(), BorderLayout.NORTH);
        add(scroll, BorderLayout.CENTER);
        add(adding(), BorderLayout.SOUTH);
        client.addListener(this);
        conversationsChanged();
    }

    private JPanel me() {
        JPanel panel = new JPanel(new BorderLayout(Theme.px(10), 0));
        panel.setOpaque(false);
        panel.setBorder(new Edge(Edge.Side.BOTTOM, 10, 14));
        panel.add(new JLabel(Shapes.avatar(client.user(), false, AVATAR)), BorderLayout.WEST);
        JPanel names = new JPanel(new BorderLayout());
        names.setOpaque(false);
        names.add(Theme.heading(client.user()), BorderLayout.CENTER);
        ServerChoice server = client.server();
        String where = server.here() ? "the server here" : server.host();
        names.add(Theme.muted(ServerChoice.describe(server.scheme()) + ", " + where), BorderLayout.SOUTH);
        panel.add(names, BorderLayout.CENTER);
        return panel;
    }

    private JPanel adding() {
        newContact.setName("contact.name");
        newContact.putClientProperty("JTextField.placeholderText", "Add a contact");
        newContact.addActionListener(e -> addContact());
        JButton add = new JButton("Add");
        add.setName("contact.add");
        add.setMnemonic('A');
        add.addActionListener(e -> addContact());
        JPanel panel = new JPanel(new BorderLayout(Theme.px(6), 0));
        panel.setOpaque(false);
        panel.setBorder(new Edge(Edge.Side.TOP, 10, 12));
        panel.add(newContact, BorderLayout.CENTER);
        panel.add(add, BorderLayout.EAST);
        return panel;
    }

    private void addContact() {
        String name = newContact.getText().strip();
        boolean usable = new LoginForm(client.server(), name, "").isUserUsable();
        newContact.putClientProperty("JComponent.outline", usable ? null : "error");
        if (usable) {
            newContact.setText("");
            client.select(client.addContact(name));
        } else {
            newContact.requestFocusInWindow();
        }
    }

    private void onSelected() {
        Conversation selected = list.getSelectedValue();
        if (selected != null && selected != client.conversations().selected()) {
            client.select(selected);
        }
    }

    @Override
    public void conversationsChanged() {
        items.refresh();
        list.setSelectedValue(client.conversations().selected(), false);
        list.repaint();
    }

    private final class Items extends AbstractListModel<Conversation> {
        private static final long serialVersionUID = 1L;

        private int shown;

        @Override
        public int getSize() {
            return client.conversations().all().size();
        }

        @Override
        public Conversation getElementAt(int index) {
            return client.conversations().all().get(index);
        }

        void refresh() {
            int size = getSize();
            if (size > shown) {
                fireIntervalAdded(this, shown, size - 1);
            }
            fireContentsChanged(this, 0, size - 1);
            shown = size;
        }
    }
}
