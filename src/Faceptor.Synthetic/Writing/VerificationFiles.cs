using Faceptor.Serialization.Pickles;

namespace Faceptor.Synthetic.Writing;

/// <summary>
/// A verification set in LFW's packing: every second pair shows one identity twice; nobody is in the training set.
/// </summary>
internal static class VerificationFiles
{
    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var pairs = sizes.VerificationPairs;
        var images = studio.Make(2 * pairs, index =>
        {
            var pair = index / 2;
            var isSecond = index % 2 == 1;
            var identity = IdentityRanges.Verification + (2 * pair) + (isSecond && !IsSame(pair) ? 1 : 0);
            return IdentityImages.Draw(studio, identity, index % 2);
        });
        using var pickle = new PickleWriter(File.Create(studio.PathOf("verification/lfw.bin")));
        pickle.Tuple(
            () => pickle.List(images, image => pickle.Bytes(image)),
            () => pickle.List(Enumerable.Range(0, pairs).Select(IsSame), pickle.Boolean));
    }

    private static bool IsSame(int pair) => pair % 2 == 0;
}
