using Microsoft.ML.OnnxRuntime;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>The outputs of one run, checked before they are read: a file may promise one size and give another.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="signature">What the file promised.</param>
/// <param name="values">What the network gave, in the order of the outputs.</param>
internal sealed class DetectorOutputs(string path, NetworkSignature signature, IReadOnlyList<OrtValue> values)
{
    /// <summary>The numbers of an output.</summary>
    /// <param name="index">Which output.</param>
    /// <param name="rows">How many rows there have to be.</param>
    /// <param name="columns">How many numbers a row has to have.</param>
    /// <exception cref="CheckpointException">There are more or fewer.</exception>
    public ReadOnlySpan<float> Get(int index, int rows, int columns)
    {
        var numbers = Numbers(index);
        return numbers.Length == (long)rows * columns
            ? numbers
            : throw new CheckpointException(
                path,
                $"expected {rows} x {columns} numbers in output {signature.Outputs[index].Name}, got {numbers.Length}; "
                + "the file is damaged, or made for another size of input.");
    }

    /// <summary>How many numbers an output has.</summary>
    /// <param name="index">Which output.</param>
    public int Length(int index) => Numbers(index).Length;

    private ReadOnlySpan<float> Numbers(int index) => values[index].GetTensorDataAsSpan<float>();
}
