namespace Faceptor.Training.Losses;

/// <summary>A loss with parameters whose backward pass leaves something behind.</summary>
internal interface ILearnedLoss
{
    /// <summary>
    /// Frees what the backward pass has left and reports what went wrong in it; needed once after each.
    /// </summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    void EndBackward();
}
