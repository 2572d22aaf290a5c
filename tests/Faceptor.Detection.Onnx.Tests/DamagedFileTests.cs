namespace Faceptor.Detection.Onnx.Tests;

/// <summary>
/// Files with bytes changed, cut or inserted: each works or is refused with the exception of weight files, at loading or
/// at the first image.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int NumMutants = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_synthetic_files_are_read_or_refused() =>
        RequireAnswers(SyntheticDetectors.YuNet(takesAnySize: true).ToBytes());

    [Fact]
    public void A_damaged_real_file_is_read_or_refused() =>
        RequireAnswers(File.ReadAllBytes(FetchedDetectors.PathOf("blazeface-front")));

    private void RequireAnswers(byte[] file)
    {
        var chance = new Random(14);
        var numRefused = 0;
        for (var i = 0; i < NumMutants; i++)
        {
            var path = _folder.Write("mutant.onnx", Mutant(file, chance));
            try
            {
                using var detector = OnnxFaceDetector.Load(path);
                detector.Detect(TestImages.Photograph);
            }
            catch (CheckpointException)
            {
                numRefused++;
            }
        }

        Assert.InRange(numRefused, 1, NumMutants);
    }

    // Names, dimensions and operators lie at the ends of a file and between its weights.
    private static byte[] Mutant(byte[] file, Random chance)
    {
        var at = chance.Next(3) switch
        {
            0 => chance.Next(Math.Min(400, file.Length)),
            1 => file.Length - 1 - chance.Next(Math.Min(400, file.Length)),
            _ => chance.Next(file.Length),
        };
        switch (chance.Next(3))
        {
            case 0:
                return file[..at];
            case 1:
                return [.. file[..at], (byte)chance.Next(256), .. file[at..]];
            default:
                var changed = file.ToArray();
                changed[at] ^= (byte)(1 << chance.Next(8));
                return changed;
        }
    }
}
