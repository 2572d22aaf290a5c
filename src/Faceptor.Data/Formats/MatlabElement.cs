namespace Faceptor.Data.Formats;

/// <summary>One element of a MATLAB 5 file.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Start">Place of its data in the bytes that hold it.</param>
/// <param name="Length">Length of its data.</param>
/// <param name="Place">Place of its tag, for messages.</param>
internal readonly record struct MatlabElement(MatlabType Type, int Start, int Length, int Place)
{
    /// <summary>Place behind its data.</summary>
    public int End => Start + Length;
}
