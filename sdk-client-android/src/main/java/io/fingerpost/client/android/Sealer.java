package io.fingerpost.client.android;

import java.security.GeneralSecurityException;

/** Makes bytes unreadable to others, and readable again. */
interface Sealer {
    /** Changes nothing. */
    Sealer NONE = new Sealer() {
        @Override
        public byte[] seal(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] open(byte[] sealed) {
            return sealed;
        }
    };

    byte[] seal(byte[] plain) throws GeneralSecurityException;

    /** Returns what was sealed; fails if the bytes were changed or sealed by something else. */
    byte[] open(byte[] sealed) throws GeneralSecurityException;
}
