using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using SkiaSharp;

namespace Faceptor.Evaluation.Sheets;

/// <summary>Cards on one image: a heading a dataset, below it images with truth and prediction in words.</summary>
internal static class PredictionSheet
{
    /// <summary>A sheet has at most this many pixels; cells shrink until it fits. Our choice.</summary>
    public const int MaxPixels = 2_000_000;

    private const int Gap = SheetLayout.Gap;
    private const int MaxColumns = 6;
    private const int MaxSidePx = 200;
    private const int MinSidePx = 48;
    private const int HeadingPx = 28;
    private const int LinePx = 15;

    /// <summary>One line for the truth, two for the prediction.</summary>
    private const int NumLines = 3;

    private const float TextRatio = 0.5f;

    private static readonly SKColor HeadingColor = new(255, 255, 255);
    private static readonly SKColor SoftColor = new(150, 158, 172);
    private static readonly SKColor RightColor = new(94, 222, 164);
    private static readonly SKColor WrongColor = new(255, 122, 108);

    /// <summary>Draws a sheet; the same cards always give the same pixels.</summary>
    /// <param name="cards">The cards, those of one dataset in a row; at least one.</param>
    /// <param name="title">A line above everything, for example the step; null for none.</param>
    /// <exception cref="ArgumentException">There are no cards.</exception>
    public static RgbImage Draw(IReadOnlyList<PredictionCard> cards, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(cards);
        if (cards.Count == 0)
        {
            throw new ArgumentException("a sheet needs at least one card, got none.", nameof(cards));
        }

        var groups = cards.GroupBy(card => card.Dataset).Select(group => group.ToArray()).ToArray();
        var columns = Math.Min(MaxColumns, groups.Max(group => group.Length));
        var side = MaxSidePx;
        while (side > MinSidePx && (long)Width(columns, side) * Height(groups, columns, side, title) > MaxPixels)
        {
            side--;
        }

        var sheet = SheetLayout.Empty(Width(columns, side), Height(groups, columns, side, title));
        var top = Gap;
        if (title is not null)
        {
            SheetLayout.Paste(sheet, Heading(sheet.Width, title, null), 0, top);
            top += HeadingPx;
        }

        foreach (var group in groups)
        {
            SheetLayout.Paste(sheet, Heading(sheet.Width, group[0].Dataset, group[0].Legend), 0, top);
            top += HeadingPx;
            foreach (var row in group.Chunk(columns))
            {
                var imagePx = ImageHeight(row, side);
                foreach (var (place, card) in row.Index())
                {
                    SheetLayout.Paste(sheet, Cell(card, side, imagePx), Gap + (place * (side + Gap)), top);
                }

                top += CellHeight(imagePx) + Gap;
            }
        }

        return sheet;
    }

    private static int Width(int columns, int side) => (columns * (side + Gap)) + Gap;

    private static int Height(PredictionCard[][] groups, int columns, int side, string? title)
    {
        var rows = groups.SelectMany(group => group.Chunk(columns));
        return (title is null ? 0 : HeadingPx) + (groups.Length * HeadingPx) + Gap
            + rows.Sum(row => CellHeight(ImageHeight(row, side)) + Gap);
    }

    private static int CellHeight(int imagePx) => imagePx + Gap + (NumLines * LinePx);

    // Pairs and wide images need less height than a cell is wide.
    private static int ImageHeight(PredictionCard[] row, int side) =>
        row.Max(card => card.Images.Max(image => Fitted(image, Room(card, side), side).Height));

    private static int Room(PredictionCard card, int side) =>
        (side - ((card.Images.Length - 1) * (Gap / 2))) / card.Images.Length;

    private static (int Width, int Height) Fitted(RgbImage image, int width, int height)
    {
        var scale = Math.Min((float)width / image.Width, (float)height / image.Height);
        return (
            Math.Clamp((int)MathF.Round(image.Width * scale), 1, width),
            Math.Clamp((int)MathF.Round(image.Height * scale), 1, height));
    }

    private static RgbImage Heading(int width, string text, string? legend)
    {
        using var canvas = new SkiaImage(width, HeadingPx);
        canvas.Canvas.Clear(SheetLayout.Ground);
        const float Size = 12;
        const float Baseline = HeadingPx - 7;
        FaceMarks.DrawText(canvas.Canvas, text, Gap, Baseline - Size, Size, HeadingColor);
        if (legend is not null)
        {
            const float LegendSize = 8;
            var left = (3 * Gap) + TextPen.Measure(text, Size);
            FaceMarks.DrawText(canvas.Canvas, legend, left, Baseline - LegendSize, LegendSize, SoftColor);
        }

        return canvas.Read();
    }

    private static RgbImage Cell(PredictionCard card, int side, int imagePx)
    {
        using var canvas = new SkiaImage(side, CellHeight(imagePx));
        canvas.Canvas.Clear(SheetLayout.Ground);
        var (truth, predicted, isRight) = card.Comparison;
        var color = isRight switch
        {
            true => RightColor,
            false => WrongColor,
            null => SheetLayout.TextColor,
        };
        var lines = SheetLayout.Wrap(truth, side, LinePx * TextRatio, 1).Select(line => (line, SoftColor))
            .Concat(SheetLayout.Wrap(predicted, side, LinePx * TextRatio, NumLines - 1).Select(line => (line, color)));
        foreach (var (place, (line, lineColor)) in lines.Index())
        {
            var top = imagePx + Gap + (place * LinePx);
            FaceMarks.DrawText(canvas.Canvas, line, 1, top + (LinePx * TextRatio / 2), LinePx * TextRatio, lineColor);
        }

        var cell = canvas.Read();
        var room = Room(card, side);
        foreach (var (place, image) in card.Images.Index())
        {
            var (width, height) = Fitted(image, room, side);
            var left = (place * (room + (Gap / 2))) + ((room - width) / 2);
            SheetLayout.Paste(cell, SheetLayout.Fit(image, width, height), left, (imagePx - height) / 2);
        }

        return cell;
    }
}
