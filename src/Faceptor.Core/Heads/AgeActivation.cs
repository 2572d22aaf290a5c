namespace Faceptor.Core.Heads;

/// <summary>How the outputs of an age task become probabilities.</summary>
public enum AgeActivation
{
    /// <summary>
    /// Sigmoids divided by their sum. Released configuration. Differs from the paper: Eq. 11 takes a softmax.
    /// </summary>
    NormalizedSigmoid,

    /// <summary>A softmax over the ages. Paper: Eq. 11.</summary>
    Softmax,
}
