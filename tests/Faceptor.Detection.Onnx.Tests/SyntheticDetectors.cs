namespace Faceptor.Detection.Onnx.Tests;

/// <summary>Outputs of detectors' layouts without a face; a test writes its faces into them.</summary>
internal sealed class SyntheticDetectors
{
    /// <summary>Side of the input of the synthetic YuNet and SCRFD.</summary>
    public const int SidePx = 64;

    private static readonly int[] Strides = [8, 16, 32];

    private readonly Dictionary<string, ConstantOutput> _outputs = [];

    private SyntheticDetectors(params long[] input) => Input = input;

    public long[] Input { get; }

    /// <summary>The numbers of an output, to be changed.</summary>
    public float[] this[string output] => _outputs[output].Values;

    public static SyntheticDetectors YuNet(bool takesAnySize = false)
    {
        var made = new SyntheticDetectors(takesAnySize ? [-1, 3, -1, -1] : [1, 3, SidePx, SidePx]);
        foreach (var (name, columns) in new[] { ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10) })
        {
            foreach (var stride in Strides)
            {
                made.Add($"{name}_{stride}", SidePx / stride * (SidePx / stride), columns);
            }
        }

        return made;
    }

    public static SyntheticDetectors Scrfd(bool hasPoints = true)
    {
        var made = new SyntheticDetectors(1, 3, SidePx, SidePx);
        foreach (var (name, columns) in new[] { ("score", 1), ("box", 4), ("point", 10) }.Take(hasPoints ? 3 : 2))
        {
            foreach (var stride in Strides)
            {
                made.Add($"{name}_{stride}", SidePx / stride * (SidePx / stride) * 2, columns);
            }
        }

        return made;
    }

    /// <summary>Four outputs, as the known files have them, or two of all anchors.</summary>
    public static SyntheticDetectors BlazeFace(bool isChannelsLast = true, bool isInParts = true)
    {
        var made = new SyntheticDetectors(isChannelsLast ? [1, 128, 128, 3] : [1, 3, 128, 128]);
        foreach (var (name, columns) in new[] { ("score", 1), ("box", 16) })
        {
            foreach (var rows in isInParts ? new[] { 512, 384 } : [896])
            {
                made.Add($"{name}_{rows}", rows, columns);
                if (columns == 1)
                {
                    Array.Fill(made[$"{name}_{rows}"], -100);
                }
            }
        }

        return made;
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => OnnxFile.Write(Input, _outputs.Values);

    private void Add(string name, int rows, int columns) =>
        _outputs.Add(name, new ConstantOutput(name, new float[rows * columns], 1, rows, columns));
}
