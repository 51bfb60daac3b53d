package io.fingerpost.demo.model;

import io.fingerpost.core.PacketType;
import java.util.Locale;

/**
 * Which packets are shown.
 *
 * @param types by type
 * @param text what has to occur in a line, in whatever case; may be empty
 */
public record PacketFilter(Types types, String text) {
    /** Shows everything. */
    public static final PacketFilter NONE = new PacketFilter(Types.ALL, "");

    /** Which types of packets are shown. */
    public enum Types {
        /** Every packet. */
        ALL("All packets"),
        /** All that is not there to keep the connection alive. */
        NO_KEEP_ALIVES("All but keep-alives"),
        /** Messages and their acknowledgements. */
        MESSAGES("Messages and receipts"),
        /** How sessions begin and end. */
        SESSION("Login, logout, kick-out"),
        /** Error packets. */
        ERRORS("Errors");

        private final String label;

        Types(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }

        boolean shows(int type) {
            return switch (this) {
                case ALL -> true;
                case NO_KEEP_ALIVES -> type != PacketType.KEEP_ALIVE && type != PacketType.KEEP_ALIVE_RESPONSE;
                case MESSAGES -> type == PacketType.MESSAGE || type == PacketType.ACK;
                case SESSION ->
                    type == PacketType.LOGIN
                            || type == PacketType.LOGIN_RESPONSE
                            || type == PacketType.LOGOUT
                            || type == PacketType.KICKOUT;
                case ERRORS -> type == PacketType.ERROR;
            };
        }
    }

    /** Returns whether the line is shown. */
    public boolean shows(PacketLine line) {
        return types.shows(line.packet().type())
                && (text.isBlank() || line.contains(text.strip().toLowerCase(Locale.ROOT)));
    }
}
