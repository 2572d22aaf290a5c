namespace Faceptor.Data.Datasets;

/// <summary>
/// Stands for a label whose own file is broken: reading it again says what is wrong, when the sample's turn comes. So
/// one broken file among thousands stops nobody who does not need it, and can be skipped like a broken image.
/// </summary>
/// <param name="Read">Reads the file again.</param>
internal sealed record LabelFile(Func<FaceLabel> Read) : FaceLabel
{
    /// <summary>Reads a label's file.</summary>
    /// <returns>The label, or what stands for it.</returns>
    public static FaceLabel TryRead(Func<FaceLabel> read)
    {
        try
        {
            return read();
        }
        catch (DatasetException)
        {
            return new LabelFile(read);
        }
    }
}
