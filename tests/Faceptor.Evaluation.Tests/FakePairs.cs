namespace Faceptor.Evaluation.Tests;

/// <summary>
/// Pairs of images whose first row is the identity: even pairs show one identity, once mirrored; odd pairs show two.
/// </summary>
internal sealed class FakePairs : IVerificationSource
{
    public const int Count = 20;
    private const int SidePx = 4;

    public FaceTask Task => FaceTasks.IdentityMs1mV3;

    public string Name => "pairs";

    public int NumPairs => Count;

    public bool IsSame(int pair) => pair % 2 == 0;

    public IEnumerable<ImageBatch> ReadBatches()
    {
        for (var pair = 0; pair < Count; pair++)
        {
            var images = new float[2 * 3 * SidePx * SidePx];
            Identity(IsSame(pair) ? 0 : 1).CopyTo(images, 0);
            Identity(0).Reverse().ToArray().CopyTo(images, 3 * SidePx * SidePx);
            yield return new ImageBatch(2, SidePx, images);
        }
    }

    // Without adding the mirrored view the two views of identity 0 would be orthogonal.
    private static float[] Identity(int identity) => identity == 0 ? [1, 0, 0, 0] : [0, 1, 0, 0];
}
