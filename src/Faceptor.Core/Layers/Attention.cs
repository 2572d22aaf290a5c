using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// Multi-head attention in parts: the projections to queries, keys and values, the attention product, and the output
/// projection. The parts are public because the decoder runs the projections on all tasks' tokens at once and only the
/// product per task.
/// </summary>
/// <remarks>
/// Checkpoint names as in PyTorch's multi-head attention: <c>in_proj_weight</c> [3D, D], <c>in_proj_bias</c> [3D] and
/// <c>out_proj</c>.
/// </remarks>
public sealed class Attention : nn.Module<Tensor, Tensor>
{
    private readonly long _embedDim;
    private readonly long _numHeads;
    [ComponentName(Name = "in_proj_weight")] private Parameter _inputWeight;
    [ComponentName(Name = "in_proj_bias")] private Parameter _inputBias;
    [ComponentName(Name = "out_proj")] private readonly Linear _output;

    /// <summary>Creates the projections with normal weights and no offset.</summary>
    /// <param name="embedDim">Token size D.</param>
    /// <param name="numHeads">Heads N; divides D.</param>
    /// <param name="inputStd">Standard deviation of the input projections' weights.</param>
    /// <param name="outputStd">Standard deviation of the output projection's weights.</param>
    /// <exception cref="ArgumentException">D is no multiple of N.</exception>
    public Attention(long embedDim, long numHeads, double inputStd, double outputStd)
        : base(nameof(Attention))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(embedDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numHeads);
        if (embedDim % numHeads != 0)
        {
            throw new ArgumentException(
                $"embedDim {embedDim} is no multiple of numHeads {numHeads}.", nameof(numHeads));
        }

        _embedDim = embedDim;
        _numHeads = numHeads;
        _inputWeight = ParameterFactory.Normal(inputStd, 3 * embedDim, embedDim);
        _inputBias = ParameterFactory.Zeros(3 * embedDim);
        _output = ParameterFactory.Linear(embedDim, embedDim, outputStd);
        RegisterComponents();
    }

    /// <summary>The packed input projection [3D, D], for initial weights.</summary>
    internal Tensor InputWeight => _inputWeight;

    /// <summary>Number of heads.</summary>
    internal int NumHeads => (int)_numHeads;

    /// <summary>Self-attention: queries, keys and values from the same tokens.</summary>
    /// <param name="input">Tokens [B, L, D]; not disposed here.</param>
    /// <returns>Tokens [B, L, D], owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        AliveGuard.Require(this, _inputWeight);
        ShapeGuard.Dims(input, 3);
        ShapeGuard.LastDim(input, _embedDim);
        using var scope = NewDisposeScope();
        var packed = AutocastOps.Linear(input, _inputWeight, _inputBias).chunk(3, -1);           // 3 x [B, L, D]
        return Output(Attend(packed[0], packed[1], packed[2])).MoveToOuterDisposeScope();
    }

    /// <summary>Projects tokens to queries.</summary>
    /// <param name="tokens">Tokens [..., D].</param>
    /// <returns>Queries [..., D], owned by the caller.</returns>
    public Tensor Query(Tensor tokens) => Project(tokens, 0, 1);

    /// <summary>Projects tokens to queries and keys in one product.</summary>
    /// <param name="tokens">Tokens [..., D].</param>
    /// <returns>Queries and keys side by side [..., 2D], owned by the caller.</returns>
    public Tensor QueryAndKey(Tensor tokens) => Project(tokens, 0, 2);

    /// <summary>Projects tokens to values.</summary>
    /// <param name="tokens">Tokens [..., D].</param>
    /// <returns>Values [..., D], owned by the caller.</returns>
    public Tensor Value(Tensor tokens) => Project(tokens, 2, 1);

    /// <summary>
    /// Projects tokens to keys without the bias: for keys that are sums, W(a + b) + c = W a + (W b + c), so that the
    /// part that does not change is projected once.
    /// </summary>
    /// <param name="tokens">Tokens [..., D].</param>
    /// <returns>Keys without bias [..., D], owned by the caller.</returns>
    public Tensor KeyWithoutBias(Tensor tokens)
    {
        AliveGuard.Require(this, _inputWeight);
        ShapeGuard.LastDim(tokens, _embedDim);
        using var weight = _inputWeight.narrow(0, _embedDim, _embedDim);
        return AutocastOps.Linear(tokens, weight);
    }

    /// <summary>Projects tokens to keys.</summary>
    /// <param name="tokens">Tokens [..., D].</param>
    /// <returns>Keys [..., D], owned by the caller.</returns>
    public Tensor Key(Tensor tokens) => Project(tokens, 1, 1);

    /// <summary>The attention product of projected tokens, heads joined again.</summary>
    /// <param name="queries">Queries [B, Q, D]; not disposed here.</param>
    /// <param name="keys">Keys [B, L, D]; not disposed here.</param>
    /// <param name="values">Values [B, L, D]; not disposed here.</param>
    /// <returns>Attended values [B, Q, D], owned by the caller.</returns>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        var attended = AutocastOps.Attention(Split(queries), Split(keys), Split(values));
        return attended.transpose(1, 2).flatten(2).MoveToOuterDisposeScope();                  // [B, Q, D]
    }

    /// <summary>
    /// The weights that <see cref="Attend"/> gives to the values, for looking at them; slower, because they are formed.
    /// </summary>
    /// <param name="queries">Queries [B, Q, D]; not disposed here.</param>
    /// <param name="keys">Keys [B, L, D]; not disposed here.</param>
    /// <returns>Weights [B, N, Q, L], the last dimension sums to 1; owned by the caller.</returns>
    public Tensor Weights(Tensor queries, Tensor keys)
    {
        ShapeGuard.LastDim(queries, _embedDim);
        ShapeGuard.LastDim(keys, _embedDim);
        using var scope = NewDisposeScope();
        var (wideQueries, wideKeys) = (AutocastOps.Wide(queries), AutocastOps.Wide(keys));
        var scaled = Split(wideQueries).Times(Math.Pow(_embedDim / _numHeads, -0.5)).flatten(0, 1);   // [B N, Q, D/N]
        return bmm(scaled, Split(wideKeys).flatten(0, 1).transpose(1, 2))
            .softmax(-1)
            .view(queries.size(0), _numHeads, queries.size(1), keys.size(1))
            .MoveToOuterDisposeScope();                                                        // [B, N, Q, L]
    }

    /// <summary>The output projection.</summary>
    /// <param name="attended">Attended values [..., D]; not disposed here.</param>
    /// <returns>Tokens [..., D], owned by the caller.</returns>
    public Tensor Output(Tensor attended) => AutocastOps.Linear(attended, _output);

    // [B, L, D] -> [B, N, L, D/N]
    private Tensor Split(Tensor tokens) =>
        tokens.view(tokens.size(0), tokens.size(1), _numHeads, _embedDim / _numHeads).transpose(1, 2);

    private Tensor Project(Tensor tokens, long first, long count)
    {
        AliveGuard.Require(this, _inputWeight);
        ShapeGuard.LastDim(tokens, _embedDim);
        using var weight = _inputWeight.narrow(0, first * _embedDim, count * _embedDim);
        using var bias = _inputBias.narrow(0, first * _embedDim, count * _embedDim);
        return AutocastOps.Linear(tokens, weight, bias);
    }
}
