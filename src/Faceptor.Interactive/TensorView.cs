using static TorchSharp.torch;

namespace Faceptor.Interactive;

/// <summary>
/// A tensor as a notebook shows it: shape, element type, device and range, and the numbers of a matrix as colours. The
/// numbers themselves are not listed: few tensors fit a page.
/// </summary>
internal static class TensorView
{
    private const int MinPictureSide = 2;
    private const int MaxPictureSide = 1024;

    public static string Html(Tensor tensor)
    {
        var table = Interactive.Html.Table(Rows(tensor));
        return IsPicture(tensor)
            ? Interactive.Html.Row([HeatMapView.Html(new HeatMap(tensor)), table])
            : table;
    }

    public static string Text(Tensor tensor) => Interactive.Html.Lines(Rows(tensor));

    private static bool IsPicture(Tensor tensor) =>
        !tensor.IsInvalid && tensor.dim() == 2 && HasNumbers(tensor)
        && tensor.shape.All(side => side is >= MinPictureSide and <= MaxPictureSide);

    private static List<(string Name, string Value)> Rows(Tensor tensor)
    {
        if (tensor.IsInvalid)
        {
            return [("tensor", "disposed")];
        }

        List<(string Name, string Value)> rows =
        [
            ("shape", $"[{string.Join(", ", tensor.shape)}]"),
            ("type", tensor.dtype.ToString()),
            ("device", tensor.device.ToString()),
        ];
        if (tensor.requires_grad)
        {
            rows.Add(("gradient", "required"));
        }

        if (HasNumbers(tensor) && tensor.numel() > 0)
        {
            rows.AddRange(Range(tensor));
        }

        return rows;
    }

    private static IEnumerable<(string Name, string Value)> Range(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var values = tensor.detach().to(ScalarType.Float64);
        var finite = values.masked_select(values.isfinite());
        var notFinite = values.numel() - finite.numel();
        var range = finite.numel() == 0
            ? "no finite value"
            : Interactive.Html.Invariant(
                $"{finite.min().item<double>():G4} to {finite.max().item<double>():G4}, mean {finite.mean().item<double>():G4}");
        return notFinite == 0
            ? [("range", range)]
            : [("range", range), ("not finite", Interactive.Html.Invariant($"{notFinite} of {values.numel()}"))];
    }

    // Those that have an order; a tensor on the device meta has a shape only.
    private static bool HasNumbers(Tensor tensor) =>
        tensor.device_type != TorchSharp.DeviceType.META
        && tensor.dtype is not (ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64);
}
