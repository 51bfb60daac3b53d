package io.fingerpost.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, as it stands in the manifest of its jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"fingerpost " + number(), "Java " + Runtime.version()};
    }

    /** Returns the number; when run from class files, which have no manifest, a word instead. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }
}
