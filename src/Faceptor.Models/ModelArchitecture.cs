namespace Faceptor.Models;

/// <summary>Which of the paper's two networks a model is.</summary>
public enum ModelArchitecture
{
    /// <summary>Query decoder, pixel decoder and heads that all tasks share. Paper: Sec. 3.2.</summary>
    Faceptor,

    /// <summary>A subnet of its own for each family of tasks. Paper: Sec. 3.1, A.2.</summary>
    Naive,
}
