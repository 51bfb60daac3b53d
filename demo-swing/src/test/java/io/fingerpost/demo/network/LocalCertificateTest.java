package io.fingerpost.demo.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LocalCertificateTest {
    private final Instant now = Clock.systemUTC().instant();

    @Test
    void isForThisMachineAndSignsItself() throws Exception {
        var certificate = LocalCertificate.create(now).certificate();
        certificate.checkValidity();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
    }

    @Test
    void eachHasAKeyOfItsOwn() throws Exception {
        assertThat(LocalCertificate.create(now).certificate().getPublicKey())
                .isNotEqualTo(LocalCertificate.create(now).certificate().getPublicKey());
    }

    @Test
    void writesShortAndLongLengths() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
        assertThat(hex.formatHex(Der.bits(new byte[127]))).startsWith("03818000");
        assertThat(hex.formatHex(Der.bits(new byte[255]))).startsWith("0382010000");
        assertThat(Der.tagged(Der.OCTET_STRING, new byte[126])).hasSize(128);
    }
}
