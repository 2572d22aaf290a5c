using Faceptor.Data.Imaging;
using SkiaSharp;

namespace Faceptor.Inference.Drawing;

/// <summary>Cards on one picture: a heading a dataset, below it the pictures with truth and prediction in words.</summary>
public static class PredictionSheet
{
    /// <summary>A sheet has at most this many pixels; cells shrink until it fits. Our choice.</summary>
    public const int MaxPixels = 2_000_000;

    private const int Gap = SheetLayout.Gap;
    private const int MaxColumns = 6;
    private const int MaxSidePx = 200;
    private const int MinSidePx = 48;
    private const int HeadingPx = 26;
    private const int LinePx = 15;
    private const int NumLines = 2;

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
            throw new ArgumentException("a sheet needs at least one card, none came.", nameof(cards));
        }

        var groups = cards.GroupBy(card => card.Dataset).Select(group => group.ToArray()).ToArray();
        var columns = Math.Min(MaxColumns, groups.Max(group => group.Length));
        var numRows = groups.Sum(group => (group.Length + columns - 1) / columns);
        var titlePx = title is null ? 0 : HeadingPx + Gap;
        int WidthAt(int side) => (columns * (side + Gap)) + Gap;
        int HeightAt(int side) =>
            titlePx + (groups.Length * HeadingPx) + (numRows * (side + (NumLines * LinePx) + (2 * Gap))) + Gap;

        var side = MaxSidePx;
        while (side > MinSidePx && (long)WidthAt(side) * HeightAt(side) > MaxPixels)
        {
            side--;
        }

        var sheet = SheetLayout.Empty(WidthAt(side), HeightAt(side));
        var top = Gap;
        if (title is not null)
        {
            SheetLayout.Paste(sheet, Text(sheet.Width, title, HeadingColor), 0, top);
            top += titlePx;
        }

        foreach (var group in groups)
        {
            SheetLayout.Paste(sheet, Heading(sheet.Width, group[0]), 0, top);
            top += HeadingPx;
            foreach (var row in group.Chunk(columns))
            {
                foreach (var (place, card) in row.Index())
                {
                    SheetLayout.Paste(sheet, Cell(card, side), Gap + (place * (side + Gap)), top);
                }

                top += side + (NumLines * LinePx) + (2 * Gap);
            }
        }

        return sheet;
    }

    private static RgbImage Heading(int width, PredictionCard card)
    {
        using var canvas = new SkiaPicture(width, HeadingPx);
        canvas.Canvas.Clear(SheetLayout.Ground);
        const float Height = HeadingPx * 0.45f;
        const float Top = (HeadingPx - Height) / 2;
        FaceMarks.DrawText(canvas.Canvas, card.Dataset, Gap, Top, Height, HeadingColor);
        if (card.Legend is { } legend)
        {
            var left = (3 * Gap) + LineFont.Measure(card.Dataset, Height);
            SheetLayout.DrawLine(
                canvas.Canvas, legend, left, 0, width - left - Gap, HeadingPx * 0.7f, SoftColor, 0.25f);
        }

        return canvas.Read();
    }

    private static RgbImage Text(int width, string text, SKColor color)
    {
        using var canvas = new SkiaPicture(width, HeadingPx);
        canvas.Canvas.Clear(SheetLayout.Ground);
        SheetLayout.DrawLine(canvas.Canvas, text, Gap, 0, width - (2 * Gap), HeadingPx, color, 0.25f);
        return canvas.Read();
    }

    private static RgbImage Cell(PredictionCard card, int side)
    {
        using var canvas = new SkiaPicture(side, side + Gap + (NumLines * LinePx));
        canvas.Canvas.Clear(SheetLayout.Ground);
        var (truth, predicted, isRight) = card.Judgement;
        var color = isRight switch
        {
            true => RightColor,
            false => WrongColor,
            null => SheetLayout.TextColor,
        };
        SheetLayout.DrawLine(canvas.Canvas, truth, 0, side + Gap, side, LinePx, SoftColor, 0.4f);
        SheetLayout.DrawLine(canvas.Canvas, predicted, 0, side + Gap + LinePx, side, LinePx, color, 0.4f);
        var cell = canvas.Read();
        var room = (side - ((card.Pictures.Length - 1) * (Gap / 2))) / card.Pictures.Length;
        foreach (var (place, picture) in card.Pictures.Index())
        {
            var fitted = Fit(picture, room, side);
            var left = (place * (room + (Gap / 2))) + ((room - fitted.Width) / 2);
            SheetLayout.Paste(cell, fitted, left, (side - fitted.Height) / 2);
        }

        return cell;
    }

    private static RgbImage Fit(RgbImage picture, int width, int height)
    {
        var scale = Math.Min((float)width / picture.Width, (float)height / picture.Height);
        var fittedWidth = Math.Clamp((int)MathF.Round(picture.Width * scale), 1, width);
        var fittedHeight = Math.Clamp((int)MathF.Round(picture.Height * scale), 1, height);
        return SheetLayout.Fit(picture, fittedWidth, fittedHeight);
    }
}
