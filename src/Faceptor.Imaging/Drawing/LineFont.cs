using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>
/// The characters of ASCII as strokes. Captions must look the same everywhere, and servers and containers often have no
/// fonts at all.
/// </summary>
internal static class LineFont
{
    /// <summary>
    /// Glyphs are 4 units wide and capitals 6 high, small letters reach 2 units below; the next one starts this many units
    /// further.
    /// </summary>
    private const float AdvanceUnits = 5.6f;

    private const float HeightUnits = 6;
    /// <summary>Points as two digits, column and row from the top left; bars part the strokes.</summary>
    private const string Table = """
        A 06 02 20 42 46|04 44
        B 00 06 36 45 44 33 03|00 30 41 42 33
        C 41 30 10 01 05 16 36 45
        D 00 06 26 44 42 20 00
        E 40 00 06 46|03 33
        F 40 00 06|03 33
        G 41 30 10 01 05 16 36 45 43 23
        H 00 06|40 46|03 43
        I 10 30|20 26|16 36
        J 40 45 36 16 05
        K 00 06|40 03 46
        L 00 06 46
        M 06 00 23 40 46
        N 06 00 46 40
        O 10 01 05 16 36 45 41 30 10
        P 06 00 30 41 42 33 03
        Q 10 01 05 16 36 45 41 30 10|24 46
        R 06 00 30 41 42 33 03|23 46
        S 41 30 10 01 02 13 33 44 45 36 16 05
        T 00 40|20 26
        U 00 05 16 36 45 40
        V 00 26 40
        W 00 16 22 36 40
        X 00 46|40 06
        Y 00 23 40|23 26
        Z 00 40 06 46
        a 12 32 43 46|46 16 05 14 44
        b 00 06|03 12 32 43 45 36 16 05
        c 43 32 12 03 05 16 36 45
        d 40 46|43 32 12 03 05 16 36 45
        e 04 44 43 32 12 03 05 16 36 45
        f 40 30 21 26|02 42
        g 42 47 38 18 07|43 32 12 03 05 16 36 45
        h 00 06|03 12 32 43 46
        i 12 22 26|16 36|20 20
        j 22 32 37 28 18 07|30 30
        k 00 06|42 04 46
        l 10 20 26|16 36
        m 02 06|03 12 23 26|23 32 43 46
        n 02 06|03 12 32 43 46
        o 12 03 05 16 36 45 43 32 12
        p 02 08|03 12 32 43 45 36 16 05
        q 42 48|43 32 12 03 05 16 36 45
        r 02 06|04 22 32 43
        s 43 32 12 03 14 34 45 36 16 05
        t 20 25 36 46|02 42
        u 02 05 16 36 45|42 46
        v 02 26 42
        w 02 16 24 36 42
        x 02 46|42 06
        y 02 26|42 26 18 08
        z 02 42 06 46
        0 10 01 05 16 36 45 41 30 10|41 05
        1 02 20 26|06 46
        2 01 10 30 41 42 06 46
        3 00 40 22 32 43 45 36 16 05
        4 36 30 04 44
        5 40 00 02 32 43 45 36 16 05
        6 30 10 01 05 16 36 45 44 33 03
        7 00 40 16
        8 13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33
        9 43 13 02 01 10 30 41 45 36 16
        . 25 26
        , 25 17
        : 22 22|25 25
        ; 23 23|25 17
        - 13 33
        + 13 33|22 24
        % 40 06|00 10 11 01 00|35 45 46 36 35
        / 40 06
        ( 30 22 24 36
        ) 10 22 24 16
        ' 20 22
        _ 06 46
        = 03 43|05 45
        ! 20 24|26 26
        ? 01 10 30 41 42 24|26 26
        " 10 12|30 32
        # 10 16|30 36|02 42|04 44
        $ 42 31 11 02 13 33 44 35 15 04|20 26
        & 46 11 10 20 21 03 05 16 26 44
        * 20 24|01 43|41 03
        < 40 03 46
        > 00 43 06
        [ 30 10 16 36
        ] 10 30 36 16
        { 30 21 22 13 24 25 36
        } 10 21 22 33 24 25 16
        \ 00 46
        ^ 02 20 42
        ` 10 21
        | 20 26
        @ 34 24 13 22 32 34 44 42 31 11 02 04 15 35
        ~ 03 12 34 43
        """;

    private static readonly Dictionary<char, string> Glyphs =
        Table.Split('\n').ToDictionary(line => line[0], line => line[2..].TrimEnd());

    /// <summary>Whether there are strokes for a character.</summary>
    /// <param name="character">The character.</param>
    public static bool Has(char character) => character == ' ' || Glyphs.ContainsKey(character);

    /// <summary>Distance from the left edge of a text to that of what follows it, in pixels.</summary>
    public static float Advance(string text, float heightPx) => text.Length * AdvanceUnits * heightPx / HeightUnits;

    /// <summary>Space between two characters in pixels.</summary>
    public static float GapOf(float heightPx) => (AdvanceUnits - 4) * heightPx / HeightUnits;

    /// <summary>The strokes of a text.</summary>
    /// <param name="text">A text of characters that there are strokes for.</param>
    /// <param name="x">Left edge in pixels.</param>
    /// <param name="y">Upper edge of the capitals in pixels.</param>
    /// <param name="heightPx">Height of the capitals in pixels.</param>
    public static SKPath Trace(string text, float x, float y, float heightPx)
    {
        var unit = heightPx / HeightUnits;
        var path = new SKPath();
        foreach (var character in text)
        {
            if (character != ' ')
            {
                AddGlyph(path, Glyphs[character], x, y, unit);
            }

            x += AdvanceUnits * unit;
        }

        return path;
    }

    private static void AddGlyph(SKPath path, string glyph, float x, float y, float unit)
    {
        foreach (var stroke in glyph.Split('|'))
        {
            var points = stroke.Split(' ');
            for (var index = 0; index < points.Length; index++)
            {
                var (pointX, pointY) = (x + ((points[index][0] - '0') * unit), y + ((points[index][1] - '0') * unit));
                if (index == 0)
                {
                    path.MoveTo(pointX, pointY);
                }
                else
                {
                    path.LineTo(pointX, pointY);
                }
            }
        }
    }
}
