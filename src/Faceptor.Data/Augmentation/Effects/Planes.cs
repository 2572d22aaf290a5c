using System.Runtime.InteropServices;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>A square image as RGB planes [3, S, S] in [0, 1]; effects change it in place.</summary>
internal readonly ref struct Planes
{
    public Planes(Span<float> values, int sidePx)
    {
        if (values.Length != 3L * sidePx * sidePx)
        {
            throw new ArgumentException(
                $"three planes of {sidePx} x {sidePx} need {3L * sidePx * sidePx} values, got {values.Length}.",
                nameof(values));
        }

        Values = values;
        SidePx = sidePx;
    }

    public int SidePx { get; }

    public Span<float> Values { get; }

    public int Area => SidePx * SidePx;

    public Span<float> Channel(int index) => Values.Slice(index * Area, Area);

    public ref float Start => ref MemoryMarshal.GetReference(Values);
}
