package io.fingerpost.cli;

/** The entry point of the command line. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.out.println("Usage: fingerpost server|chat|demo|bench [options]");
    }
}
