using Faceptor.Data.Formats;

namespace Faceptor.Synthetic.Writing;

/// <summary>MS1MV3: aligned images of identities in a RecordIO file, with a record for each identity after them.</summary>
internal static class Ms1mV3Files
{
    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var each = SyntheticSetSizes.ImagesPerIdentity;
        var count = sizes.Identities * each;
        var images = studio.Make(
            count, index => IdentityImages.Draw(studio, IdentityRanges.Ms1mV3 + (index / each), index % each));

        using var writer = new RecordIoWriter(studio.PathOf("MS1MV3/train.rec"), studio.PathOf("MS1MV3/train.idx"));
        // Record 0: one past the last image, one past the last identity.
        writer.Write(0, [count + 1, count + 1 + sizes.Identities], []);
        for (var index = 0; index < count; index++)
        {
            writer.Write(index + 1, index / each, images[index]);
        }

        for (var identity = 0; identity < sizes.Identities; identity++)
        {
            var first = 1 + (identity * each);
            writer.Write(count + 1 + identity, [first, first + each], []);
        }

        studio.StoreLines("MS1MV3/property", [$"{sizes.Identities},112,112"]);
    }
}
