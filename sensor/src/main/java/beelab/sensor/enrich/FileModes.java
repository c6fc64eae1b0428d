package beelab.sensor.enrich;

/** A file's mode as {@code ls -l} prints it. */
final class FileModes {
    private FileModes() {}

    /**
     * @param mode {@code i_mode}
     * @return ten characters such as {@code -rw-r--r--}; empty for mode 0, which means not known
     */
    static String text(int mode) {
        if (mode == 0) {
            return "";
        }
        char[] text = new char[10];
        text[0] =
                switch (mode & 0170000) {
                    case 0140000 -> 's';
                    case 0120000 -> 'l';
                    case 0060000 -> 'b';
                    case 0040000 -> 'd';
                    case 0020000 -> 'c';
                    case 0010000 -> 'p';
                    default -> '-';
                };
        for (int i = 0; i < 9; i++) {
            text[i + 1] = (mode & (0400 >> i)) != 0 ? "rwx".charAt(i % 3) : '-';
        }
        special(text, 3, (mode & 04000) != 0, 's', 'S');
        special(text, 6, (mode & 02000) != 0, 's', 'S');
        special(text, 9, (mode & 01000) != 0, 't', 'T');
        return new String(text);
    }

    private static void special(char[] text, int position, boolean set, char with, char without) {
        if (set) {
            text[position] = text[position] == 'x' ? with : without;
        }
    }
}
