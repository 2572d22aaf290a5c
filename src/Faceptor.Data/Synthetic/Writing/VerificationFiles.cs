using Faceptor.Core.Serialization;

namespace Faceptor.Data.Synthetic.Writing;

/// <summary>
/// A verification set in LFW's packing: every second pair shows one person twice; nobody is in the training set.
/// </summary>
internal static class VerificationFiles
{
    public static void Write(DrawnStudio studio, DrawnSetSizes sizes)
    {
        var pairs = sizes.VerificationPairs;
        var pictures = studio.Make(2 * pairs, index =>
        {
            var pair = index / 2;
            var isSecond = index % 2 == 1;
            var person = DrawnCast.Verification + (2 * pair) + (isSecond && !IsSame(pair) ? 1 : 0);
            return IdentityPictures.Draw(studio, person, index % 2);
        });
        using var pickle = new PickleWriter(File.Create(studio.PathOf("verification/lfw.bin")));
        pickle.Tuple(
            () => pickle.List(pictures, picture => pickle.Bytes(picture)),
            () => pickle.List(Enumerable.Range(0, pairs).Select(IsSame), pickle.Boolean));
    }

    private static bool IsSame(int pair) => pair % 2 == 0;
}
